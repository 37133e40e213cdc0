"""Given names that many people have, in the languages whose bylines are read.

A table. It decides only where a name stands without a "By": "Ayşe Yılmaz" may be an author there,
"Climate Change" may not. It must not know bylines.
"""

from __future__ import annotations

from newsarchive.text.words import fold

_GIVEN = """
Aaron Abdul Abdullah Abigail Adam Adriana Adrian Agnes Agnieszka Ahmad Ahmed Aisha Alan Alain
Albert Alberto Alejandro Aleksandr Alessandra Alessandro Alex Alexander Alexandra Alexandre Alexei
Alfred Ali Alice Alicia Alina Aliya Alison Amanda Amina Amy Ana Anar Anders Andre André Andrea
Andreas Andrei Andrés Andrew Andrzej Angela Angelika Anita Anja Ann Anna Anne Annette Annika
Anthony Antoine Anton Antonio António Antonella Arif Arne Arthur Arzu Asif Astrid Aurélie Ayşe
Ayten Aynur Aysel Babak Barbara Beate Beatriz Ben Benjamin Bernard Bernd Beth Birgit Björn Bob
Boris Brian Brigitte Bruno Budi Camila Camille Carl Carla Carlo Carlos Carmen Carol Caroline
Catarina Catherine Céline Charles Charlotte Chiara Chloe Chris Christian Christiane Christina
Christine Christoph Christopher Claire Clara Claudia Claudio Claus Colin Cristina Daniel Daniela
Daniele Danielle David Deborah Denis Derek Dewi Diana Diane Diego Dieter Dimitri Dmitri Dmitry
Dominique Donald Dorothea Douglas Duncan Edith Eduardo Edward Eleanor Elena Elif Elina Elisa
Elisabeth Élise Elizabeth Ellen Élodie Elvin Emil Emile Emily Emin Emma Emmanuel Enrico Eric Erik
Erika Ernesto Esra Esther Eva Evelyn Fabio Farid Fatima Fatma Federico Felix Fernanda Fernando
Filip Fiona Florian Francesca Francesco Francis Francisco François Françoise Frank Franz Fred
Frédéric Frederik Friedrich Fuad Gabriel Gabriela Gareth Gary Geoffrey Georg George Georges Gerard
Gerd Gerhard Giorgio Giovanna Giovanni Giulia Giuseppe Gordon Graham Grace Gregory Guido Guillaume
Guillermo Günel Gulnara Günter Gustavo Gülşən Hakan Hamid Hanna Hannah Hans Harald Harry Hasan
Hassan Heather Heidi Heike Heinz Helen Helena Helga Hélène Helmut Henri Henrik Henry Herbert
Hüseyin Hugo Ian Ibrahim Ignacio Igor Ilham Ilkin Inês Inga Ingrid Irina Isabel Isabelle Ismail
Ivan Jack Jacob Jacques Jakob James Jamie Jan Jane Janet Javier Jean Jeff Jeffrey Jennifer Jens
Jeremy Jérôme Jessica Jim Joachim Joan João Joanna Joanne Joe Johan Johann Johannes John Jonas
Jonathan Jörg Jorge José Josef Joseph Joshua Juan Juana Judith Jukka Julia Julian Julie Julien
Jürgen Kamal Kamran Karen Karin Karl Katarzyna Kate Katherine Kathleen Kathrin Katja Katrin Keith
Kemal Kenneth Kerstin Kevin Khalid Kim Kirsten Klaus Kristin Krzysztof Lale Lars Laura Laurent
Laurence Laurie Layla Leila Leyla Lena Leo Leon Leonardo Leonie Lina Linda Lisa Liz Lorenzo Lothar
Louis Louise Luca Lucas Lucia Lucía Lucy Luis Luís Luigi Luiz Lukas Lutz Lynn Magnus Manfred
Manuel Manuela Marc Marcel Marco Marcos Marcus Margaret Maria María Mariana Marie Mario Marion
Mark Markus Marta Martha Martin Martina Mary Massimo Matteo Matthew Matthias Maurice Max Maxim
Mehdi Mehmet Mehriban Melanie Melissa Mette Michael Michel Michele Michelle Miguel Mikael Mike
Mikhail Milan Mirjam Mohamed Mohammad Mohammed Monica Monika Monique Morten Muhammad Murad Mustafa
Nadia Nadine Nancy Natalia Natalie Natasha Nathalie Nathan Neil Nicholas Nick Nicola Nicolas
Nicole Niels Nigar Nigel Nikolai Nikolaus Nina Nora Nuno Nurlan Nuray Oleg Olga Oliver Olivia
Olivier Omar Orkhan Orxan Oscar Oskar Otto Pablo Pamela Paolo Pascal Patricia Patrick Paul Paula
Paulo Pauline Pavel Pedro Peggy Per Peter Petra Philip Philipp Philippe Phillip Pierre Piotr
Polina Rachel Rafael Rahim Rainer Ralf Ralph Ramin Ramón Rashad Rashid Raul Raúl Rebecca Reza
Ricardo Richard Rita Robert Roberto Robin Roger Roland Rolf Roman Ronald Rosa Rosie Rovshan Roxana
Ruth Ryan Sabina Sabine Sally Salman Samantha Samir Samuel Sandra Sara Sarah Sascha Scott Sean
Sebastian Sergei Sergey Sergio Şəbnəm Sevda Sevinc Shahin Sharon Sheila Siegfried Silke Silvia
Simon Simone Siri Sofia Sofie Sokha Sonia Søren Sophie Stefan Stefania Stefano Stephan Stéphane
Stephanie Stephen Steve Steven Stuart Sue Susan Susana Susanne Suzanne Sven Svetlana Sybille
Sylvie Tamara Tanja Tarik Tatiana Ted Teresa Teymur Theo Theresa Thierry Thomas Tim Timo Timothy
Tina Tobias Todd Tofig Tom Tomas Tomasz Toni Tony Torsten Tural Ulla Ulrich Ulrike Umberto Ursula
Uwe Valentina Valeria Valérie Vanessa Vera Veronika Véronique Victor Victoria Viktor Vincent
Vincenzo Virginie Vladimir Volker Vugar Vüsal Walter Wendy Werner Wilhelm William Wolfgang Xavier
Abdel Abel Abena Abhishek Adaeze Ade Aditi Aditya Ágnes Aidan Ajay Akash Akiko Akira Akua Alastair
Alberta Alec Aleksander Aleksandra Alessio Alexis Alfonso Alfredo Alistair Allison Álvaro Amal
Amara Ama Amelia Amelie Amit Amir Amira Ananya Anastasia Andrzej Angus Anil Anjali Anke Anouk
Antonina Anwar Aoife Archie Ariel Arjun Arnaud Arun Arvind Asha Ashley Ashok Audrey Axel Ayaan
Ayodele Ayumi Barry Bartosz Beatrice Benedikt Benoît Bernadette Bianca Bilal Bogdan Brendan Bridget
Bruce Burak Caitlin Callum Can Carina Caterina Cathy Cecilia Cédric Cem Charlie Chidi Chinedu
Chukwuma Ciara Clare Clémence Colette Connor Conor Corinne Craig Cynthia Damian Damien Dariusz
Darren Dávid Dawn Debbie Deepak Deepa Delphine Dennis Denise Dilip Dina Dirk Divya Dmytro Doris
Dorota Doug Ebru Edgar Edoardo Edwin Efua Eilidh Eileen Ekaterina Eleni Elias Ellie Eloise Éloïse
Elsa Emeka Emilia Emiliano Emilio Emine Emre Erin Ethan Eugene Ewa Eyal Faisal Farah Faisal Farhan
Femi Ferdinand Finn Flora Folake Frances Freya Fumiko Funmi Gavin Gemma Geneviève Geoff Geraldine
Gianluca Giorgos Gopal Grzegorz Guadalupe Habib Haruki Harriet Harvey Hilary Hilde Hiroshi Holly
Howard Hugh Hussein Iain Imran Ines Inge Ioana Iris Isabella Isla Itziar Ivana Iwona Jacek Jackie
Jaime Jakub Jana Janice Jarosław Jasmin Jasmine Jason Jasper Jayne Jenny Jerzy Jesper Jesús Jill
Jin Jo Joaquín Jody Jon Jordi Josephine Josh Joyce Jovana Judy Jules Juliet Juliette Justin Justyna
Kaori Karim Kasper Kateryna Kathryn Kathy Kavita Kazuo Keiko Keira Kelly Kemi Kenji Kerry Kiran
Kofi Kostas Kristen Kristina Krystyna Kumar Kunal Kwame Kyle Lamia Larry Lauren Leah Leszek Levent
Lewis Liam Lindsay Lindsey Lorena Lorna Louisa Lourdes Luciana Lucie Ludovic Luke Lydia Maciej
Madeleine Magdalena Mahmoud Malcolm Małgorzata Mamadou Manish Manoj Marcin Marek Margarita Margot
Mariam Marian Marianne Marina Marjorie Marlene Marwan Masha Mateusz Mats Mattia Maureen Maya
Meera Megan Meghan Mehmet Mercedes Mia Michał Michiel Miriam Mikko Milena Miles Mircea Mirosław
Misaki Mohamad Mohan Molly Morgan Moritz Mónica Mykola Naomi Natascha Neha Nelson Nestor Nguyen
Nia Nikhil Nikos Ngozi Niamh Noah Noémie Noriko Norma Oksana Oleksandr Oluwaseun Orla Osman Owen
Özge Özlem Pallavi Parisa Paweł Pedro Penny Pekka Phil Pieter Pilar Pooja Pradeep Pranav Prakash
Preeti Priya Priyanka Quentin Rahul Raj Rajesh Rakesh Ramesh Rania Ravi Ray Raymond Rehana Renata
Rhys Riccardo Rob Rodrigo Rodney Rohan Rohit Ron Rory Roxanne Roy Rubén Rupert Russell Sabrina
Sakura Saleh Sam Sana Sander Sandeep Sanjay Sanjana Sanna Satoshi Selim Selin Serhii Shane
Shannon Shaun Shauna Shirley Shreya Sibel Sigrid Silvio Sinan Siobhan Sneha Sofía Solène Sonja
Stacey Stanisław Stanislav Stella Stewart Sunil Suresh Sunita Susie Sushma Swati Sylvia Tadeusz
Takashi Tania Tara Tariq Terry Thandi Thiago Tiago Tiina Tomasz Tracey Tracy Trevor Tunde Umar
Usha Ute Valerie Vasyl Veena Velma Verónica Vijay Vikram Vikas Vinod Vivek Vivian Wanjiru Wayne
Wiktor Wim Wojciech Wiebke Yann Yannick Yara Yasemin Yiannis Yoko Yosef Yuki Yuko Yvette Yvonne
Zainab Zbigniew Zoe Zoë Zofia
Yasmin Yolanda Youssef Yulia Yuri Yusuf Yves Zara Zeynep Александр Алексей Анна Андрей Борис
Виктор Владимир Дмитрий Евгений Екатерина Елена Иван Игорь Ирина Мария Михаил Надежда Наталья
Николай Олег Ольга Павел Петр Сергей Светлана Татьяна Юлия Юрий
"""

_FOLDED = frozenset(map(fold, _GIVEN.split()))


def is_given_name(word: str) -> bool:
    """Whether many people are called so: "Ayşe", "Jean-Luc"."""
    return fold(word.split("-", maxsplit=1)[0]) in _FOLDED
