"""Given names that many people have, in the languages whose bylines are read.

A table. It decides only where a name stands without a "By": "Ayşe Yılmaz" may be an author there,
"Climate Change" may not. It must not know bylines.
"""

from __future__ import annotations

from newsarchive.text import fold

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
Yasmin Yolanda Youssef Yulia Yuri Yusuf Yves Zara Zeynep Александр Алексей Анна Андрей Борис
Виктор Владимир Дмитрий Евгений Екатерина Елена Иван Игорь Ирина Мария Михаил Надежда Наталья
Николай Олег Ольга Павел Петр Сергей Светлана Татьяна Юлия Юрий
"""

_FOLDED = frozenset(map(fold, _GIVEN.split()))


def is_given_name(word: str) -> bool:
    """Whether many people are called so: "Ayşe", "Jean-Luc"."""
    return fold(word.split("-", maxsplit=1)[0]) in _FOLDED
