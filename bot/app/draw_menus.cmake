# cmake -DTOOL=… -DRSVG=… -DTEMPLATES=… -DOUT=… -P draw_menus.cmake: LINE's rich menus as pictures and areas, in OUT.
execute_process(COMMAND ${TOOL} ${TEMPLATES} ${OUT} COMMAND_ERROR_IS_FATAL ANY)
file(GLOB drawings ${OUT}/*.svg)
foreach(drawing IN LISTS drawings)
  string(REGEX REPLACE "svg$" "png" picture ${drawing})
  execute_process(COMMAND ${RSVG} --format=png --output=${picture} ${drawing} COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE ${drawing})
endforeach()
